import { describe, expect, it } from 'vitest';
import { findReportDefinition, planReport, reportDefinitions } from './index.ts';

const place = { root_account_id: 1, account_id: 1, enrollment_term_id: null };
const provisioning = findReportDefinition('provisioning_csv')!;
const sisExport = findReportDefinition('sis_export_csv')!;

const headers = {
  sis_export_csv: `
    users: user_id,integration_id,authentication_provider_id,login_id,password,first_name,last_name,full_name,sortable_name,short_name,email,status
    accounts: account_id,parent_account_id,name,status
    terms: term_id,name,status,start_date,end_date
    courses: course_id,integration_id,short_name,long_name,account_id,term_id,status,start_date,end_date,course_format,blueprint_course_id
    sections: section_id,course_id,integration_id,name,status,start_date,end_date
    enrollments: course_id,user_id,role,role_id,section_id,status,associated_user_id,limit_section_privileges
    groups: group_id,group_category_id,account_id,course_id,name,status
    group_categories: group_category_id,account_id,course_id,category_name,status
    group_membership: group_id,user_id,status
    xlist: xlist_course_id,section_id,status
    user_observers: observer_id,student_id,status
    admins: user_id,account_id,role_id,role,status`,
  provisioning_csv: `
    users: canvas_user_id,user_id,integration_id,authentication_provider_id,login_id,first_name,last_name,full_name,sortable_name,short_name,email,status,created_by_sis
    accounts: canvas_account_id,account_id,canvas_parent_id,parent_account_id,name,status,created_by_sis
    terms: canvas_term_id,term_id,name,status,start_date,end_date,created_by_sis
    courses: canvas_course_id,course_id,integration_id,short_name,long_name,canvas_account_id,account_id,canvas_term_id,term_id,status,start_date,end_date,course_format,canvas_blueprint_course_id,blueprint_course_id,created_by_sis
    sections: canvas_section_id,section_id,canvas_course_id,course_id,integration_id,name,status,start_date,end_date,canvas_account_id,account_id,created_by_sis
    enrollments: canvas_course_id,course_id,canvas_user_id,user_id,role,role_id,canvas_section_id,section_id,status,canvas_associated_user_id,associated_user_id,created_by_sis,base_role_type,limit_section_privileges,canvas_enrollment_id
    groups: canvas_group_id,group_id,canvas_group_category_id,group_category_id,canvas_account_id,account_id,canvas_course_id,course_id,name,status,created_by_sis,context_id,context_type,group_category_id,max_membership
    group_categories: canvas_group_category_id,group_category_id,context_id,context_type,name,role,self_signup,group_limit,auto_leader,status
    group_membership: canvas_group_id,group_id,canvas_user_id,user_id,status,created_by_sis
    xlist: canvas_xlist_course_id,xlist_course_id,canvas_section_id,section_id,status,canvas_nonxlist_course_id,nonxlist_course_id
    user_observers: canvas_observer_id,observer_id,canvas_student_id,student_id,status,created_by_sis
    admins: admin_user_name,canvas_user_id,user_id,canvas_account_id,account_id,role_id,role,status,created_by_sis`,
} as const;

describe('the headers of', () => {
  it.each(reportDefinitions)('$name are those that clients know', (report) => {
    const all = Object.fromEntries(Object.keys(report.files).map((choice) => [choice, 'true']));
    const lines = planReport(report, all, place).files.map(
      ({ choice, columns }) => `${choice}: ${columns.map(({ header }) => header).join(',')}`,
    );
    const expected = headers[report.name as keyof typeof headers].trim().split(/\n\s*/);
    expect(lines).toEqual(expected);
  });
});

describe('planReport', () => {
  it('takes the words that Canvas reads as true, from forms and from JSON', () => {
    const sent = { users: 'true', accounts: 'Yes', terms: 1, courses: true, sections: 'ON', admins: ' t ' };
    const not = { enrollments: 'false', groups: '0', xlist: null, group_membership: 'maybe' };
    expect(planReport(sisExport, { ...sent, ...not }, place).files.map((file) => file.file_name)).toEqual([
      'users.csv',
      'accounts.csv',
      'terms.csv',
      'courses.csv',
      'sections.csv',
      'admins.csv',
    ]);
  });

  it('has no file when nothing was chosen', () => {
    expect(planReport(sisExport, {}, place).files).toEqual([]);
  });

  it('limits a report to the sub-account that it runs on', () => {
    expect(planReport(sisExport, {}, place).scope.sub_account_id).toBeNull();
    expect(planReport(sisExport, {}, { ...place, account_id: 5 }).scope.sub_account_id).toBe(5);
  });

  it('reads the limits on enrollments, which only provisioning has', () => {
    const sent = {
      enrollment_filter: 'TeacherEnrollment, studentenrollment,constructor',
      enrollment_states: ['completed', 'active'],
    };
    expect(planReport(provisioning, sent, place).scope).toMatchObject({
      enrollment_types: ['TeacherEnrollment', 'StudentEnrollment'],
      enrollment_statuses: ['concluded', 'active'],
    });
    expect(planReport(sisExport, sent, place).scope).toMatchObject({
      enrollment_types: null,
      enrollment_statuses: null,
    });
  });

  it('finds nothing under limits that name nothing known, and everything under blank ones', () => {
    expect(planReport(provisioning, { enrollment_filter: 'Visitor' }, place).scope.enrollment_types).toEqual(
      [],
    );
    expect(planReport(provisioning, { enrollment_filter: ' , ' }, place).scope.enrollment_types).toBeNull();
  });

  it('describes every parameter in a sentence', () => {
    for (const { parameters } of reportDefinitions)
      for (const { description } of Object.values(parameters)) expect(description).toMatch(/^[A-Z].*\.$/);
  });
});
